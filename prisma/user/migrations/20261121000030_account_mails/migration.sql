-- Tokens that travel by mail: whoever brings one has read the mails of the account's address.
CREATE TABLE mail_token (
  -- base64url of the token's SHA-256; the token itself is kept nowhere.
  hash CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose ENUM('VERIFY_EMAIL', 'RESET_PASSWORD') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  -- Used, or void because a newer one was sent or the password is another one.
  ended_at DATETIME(3) NULL,
  PRIMARY KEY (hash),
  KEY mail_token_user_id (user_id, purpose, created_at)
) ENGINE = InnoDB;

-- Addresses somebody asked a password reset for, with an account or without, until a worker has looked.
CREATE TABLE password_reset_request (
  seq BIGINT NOT NULL AUTO_INCREMENT,
  email_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (seq)
) ENGINE = InnoDB;

-- What a person has signed in with, so that something new is told to them.
CREATE TABLE known_device (
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- base64url of the SHA-256 of the account, the kind of program and the network.
  device CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_seen_at DATETIME(3) NOT NULL,
  PRIMARY KEY (user_id, device)
) ENGINE = InnoDB;
