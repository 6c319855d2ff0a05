INSERT INTO m_appuser (id, username, password) VALUES (1, 'mifos', '{SHA-256}5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8');
INSERT INTO m_appuser (id, username, password) VALUES (2, 'system', '{SHA-256}{2}5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8');
