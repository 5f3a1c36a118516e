-- What the organisation, and each host, has fixed and set for meetings. The level is 'organisation' or an account's id.

CREATE TABLE policy (
  level VARCHAR(36) PRIMARY KEY,
  policy VARCHAR(4000) NOT NULL
);
