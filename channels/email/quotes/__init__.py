"""What in a mail is old: quotes, who wrote them, headers of earlier mails, signatures."""
