"""权限: tenants, people, roles, logins, API keys, the audit chain; what every route needs to know."""
