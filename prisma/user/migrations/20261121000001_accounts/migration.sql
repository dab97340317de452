-- Accounts and their sessions. The row of a user is the one lock: whatever changes an account, its sessions or its
-- tokens locks it first.
CREATE TABLE user (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  -- The address as it is compared, in lower case: who the account belongs to.
  email_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  email_verified BOOLEAN NOT NULL,
  name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  -- The name as it is searched for: folded, and cut where folding made it longer.
  name_key VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  phone VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  locale VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role ENUM('CUSTOMER', 'OPERATOR', 'ADMIN') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- PHC string of argon2id.
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Access tokens issued before hold no more: the role changed, or all sessions were ended.
  tokens_valid_from DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY user_email_key (email_key),
  KEY user_name_key (name_key),
  KEY user_role (role),
  KEY user_tokens_valid_from (tokens_valid_from)
) ENGINE = InnoDB;

-- One log-in and all that its refresh tokens turned into; the `sid` of access tokens.
CREATE TABLE session (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Whether its refresh tokens travel as a cookie, never in an answer.
  by_cookie BOOLEAN NOT NULL,
  created_at DATETIME(3) NOT NULL,
  -- When its last refresh token runs out.
  expires_at DATETIME(3) NOT NULL,
  ended_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  KEY session_user_id (user_id),
  KEY session_ended_at (ended_at)
) ENGINE = InnoDB;

-- Used ones stay until they expire, for a token that comes a second time ends its session.
CREATE TABLE refresh_token (
  -- base64url of the token's SHA-256; the token itself is kept nowhere.
  hash CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  session_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  used_at DATETIME(3) NULL,
  PRIMARY KEY (hash),
  KEY refresh_token_session_id (session_id, expires_at)
) ENGINE = InnoDB;
