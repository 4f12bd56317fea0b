-- Views of the queue that people keep: filters under a name, for one person or for a team.
CREATE TABLE saved_views (
    id UUID NOT NULL PRIMARY KEY,
    owner_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    team_id UUID REFERENCES teams (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    criteria TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
-- One name once in a list: one's own, or a team's.
CREATE UNIQUE INDEX saved_views_owner_id_name_key ON saved_views (owner_id, name) WHERE team_id IS NULL;
CREATE UNIQUE INDEX saved_views_team_id_name_key ON saved_views (team_id, name) WHERE team_id IS NOT NULL;
