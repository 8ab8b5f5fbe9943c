"""用户反馈闭环: tickets from comments, after-sales, people and a form; owner, clock, answer, check by somebody else, trends."""
