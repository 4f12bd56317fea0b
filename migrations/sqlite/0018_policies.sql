-- Policies: what is promised to whom. A version is never changed; an edit adds one.
CREATE TABLE policies (
    code TEXT NOT NULL PRIMARY KEY,
    name_de TEXT NOT NULL,
    name_en TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE policy_versions (
    policy TEXT NOT NULL REFERENCES policies (code),
    version INTEGER NOT NULL,
    valid_from TEXT NOT NULL CHECK (valid_from GLOB '????-??-??T??:??:??Z'),
    rules TEXT NOT NULL,
    author_id BLOB REFERENCES people (id),
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (policy, version),
    UNIQUE (policy, valid_from)
) STRICT;
CREATE TRIGGER policy_versions_no_update BEFORE UPDATE ON policy_versions BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END;
CREATE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END;
-- The numbers of the procedure as shipped, by rules that are asked in order; four service hours for questions.
INSERT INTO policies (code, name_de, name_en, created_at) VALUES ('standard', 'Standardzusagen', 'Standard promises', '2000-01-01T00:00:00Z');
INSERT INTO policy_versions (policy, version, valid_from, rules, author_id, reason, created_at) VALUES
    ('standard', 1, '2000-01-01T00:00:00Z', '[
{"position":1,"when":{"class":"intervention","complexity":"complex"},"promises":[{"kind":"first_answer","minutes":10,"calendar":"24x7","ladder":{"rungs":[{"percent":0,"notify":["assignee","on_call"]},{"percent":50,"notify":["team","deputy"]},{"percent":80,"notify":["manager"]},{"percent":100,"notify":["assignee","on_call","manager"]}],"repeat_min":30,"ack_min":5}},{"kind":"intervention","minutes":240,"calendar":"24x7","ladder":{"rungs":[{"percent":50,"notify":["assignee"]},{"percent":75,"notify":["assignee","team"]},{"percent":90,"notify":["on_call"]},{"percent":100,"notify":["on_call","manager"]}],"repeat_min":30,"ack_min":30}}]},
{"position":2,"when":{"class":"intervention"},"promises":[{"kind":"first_answer","minutes":10,"calendar":"24x7","ladder":{"rungs":[{"percent":0,"notify":["assignee","on_call"]},{"percent":50,"notify":["team","deputy"]},{"percent":80,"notify":["manager"]},{"percent":100,"notify":["assignee","on_call","manager"]}],"repeat_min":30,"ack_min":5}},{"kind":"intervention","minutes":60,"calendar":"24x7","ladder":{"rungs":[{"percent":50,"notify":["assignee"]},{"percent":75,"notify":["assignee","team"]},{"percent":90,"notify":["on_call"]},{"percent":100,"notify":["on_call","manager"]}],"repeat_min":30,"ack_min":30}}]},
{"position":3,"when":{"class":"emergency"},"promises":[{"kind":"first_answer","minutes":10,"calendar":"24x7","ladder":{"rungs":[{"percent":0,"notify":["assignee","on_call"]},{"percent":50,"notify":["team","deputy"]},{"percent":80,"notify":["manager"]},{"percent":100,"notify":["assignee","on_call","manager"]}],"repeat_min":30,"ack_min":5}}]},
{"position":4,"when":{"class":"fault"},"promises":[{"kind":"first_answer","minutes":60,"calendar":"24x7","ladder":{"rungs":[{"percent":50,"notify":["assignee"]},{"percent":75,"notify":["assignee","team"]},{"percent":90,"notify":["on_call"]},{"percent":100,"notify":["on_call","manager"]}],"repeat_min":30,"ack_min":30}}]},
{"position":5,"when":{"class":"question"},"promises":[{"kind":"first_answer","minutes":240,"calendar":"service","ladder":{"rungs":[{"percent":50,"notify":["assignee"]},{"percent":75,"notify":["assignee","team"]},{"percent":90,"notify":["on_call"]},{"percent":100,"notify":["on_call","manager"]}],"repeat_min":30,"ack_min":30}}]},
{"position":6,"when":{"class":"order"},"promises":[]}]', NULL, '', '2000-01-01T00:00:00Z');
