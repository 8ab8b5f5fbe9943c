"""企业微信群机器人. By contract: checked against a capture server of ours, never against the platform."""

from onair.connectors.wecom_robot.translate import WecomRobot

sender = WecomRobot()
