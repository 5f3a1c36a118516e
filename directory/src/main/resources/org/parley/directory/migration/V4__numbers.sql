-- Behind the highest number, so that looking for any number finds one row: see MeetingRegister.atOrAfter. It
-- belongs to nobody, and nothing has these hashes.

ALTER TABLE meeting ALTER COLUMN owner DROP NOT NULL;

INSERT INTO meeting
  (id, number, owner, title, created_at, running, passcode_hash, guest_link_hash, host_link_hash)
VALUES
  ('last', 'zzzzzzzzzzz', NULL, '', 0, FALSE,
    '----------------------------------------------------------------',
    '----------------------------------------------------------------',
    '----------------------------------------------------------------');

-- Numbers that meetings had, and when they may be drawn again.

CREATE TABLE retired_number (
  number VARCHAR(11) PRIMARY KEY,
  free_at BIGINT NOT NULL
);
