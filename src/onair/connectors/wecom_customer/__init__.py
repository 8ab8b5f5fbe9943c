"""企业微信客户群发 (externalcontact/add_msg_template). By contract: checked against a capture server of ours, never
against the platform."""

from onair.connectors.wecom_customer.translate import WecomCustomer

sender = WecomCustomer()
