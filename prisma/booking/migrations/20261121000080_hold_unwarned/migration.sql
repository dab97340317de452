-- Those to be told are found without passing over those who were.
ALTER TABLE hold ADD KEY hold_unwarned (status, warned, expires_at);

-- What was kept of the provider's calls was all they said, secrets and names among it.
UPDATE payment_webhook SET body = JSON_OBJECT('id', event_id, 'type', JSON_UNQUOTE(JSON_EXTRACT(body, '$.type')),
  'paymentId', payment_id);
