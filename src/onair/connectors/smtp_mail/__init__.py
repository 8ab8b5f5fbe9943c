"""Mail over SMTP."""

from onair.connectors.smtp_mail.translate import SmtpMail

sender = SmtpMail()
