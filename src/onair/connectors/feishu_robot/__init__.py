"""飞书自定义机器人. By contract: checked against a capture server of ours, never against the platform."""

from onair.connectors.feishu_robot.translate import FeishuRobot

sender = FeishuRobot()
