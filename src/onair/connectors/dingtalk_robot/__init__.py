"""钉钉自定义机器人. By contract: checked against a capture server of ours, never against the platform."""

from onair.connectors.dingtalk_robot.translate import DingtalkRobot

sender = DingtalkRobot()
