-- Tariffs: one list for everybody, one of their own for contracts. A version is never changed; an edit adds one.
CREATE TABLE tariffs (
    code TEXT NOT NULL PRIMARY KEY,
    contract_id BLOB REFERENCES contracts (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (contract_id)
) STRICT;
CREATE TABLE tariff_versions (
    tariff TEXT NOT NULL REFERENCES tariffs (code),
    version INTEGER NOT NULL,
    valid_from TEXT NOT NULL CHECK (valid_from GLOB '????-??-??T??:??:??Z'),
    gap_s INTEGER NOT NULL,
    least_units INTEGER NOT NULL,
    articles TEXT NOT NULL,
    author_id BLOB REFERENCES people (id),
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (tariff, version),
    UNIQUE (tariff, valid_from)
) STRICT;
-- Rates of VAT: which one holds in a place from a day on, in hundredths of a percent. What was billed keeps its rate.
CREATE TABLE vat_rates (
    id BLOB NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    area TEXT,
    class TEXT NOT NULL CHECK (class IN ('standard', 'reduced')),
    basis_points INTEGER NOT NULL CHECK (basis_points BETWEEN 1 AND 5000),
    from_day TEXT NOT NULL,
    author_id BLOB REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
-- An area that is not named is the country itself; the name is the one a constraint would have.
CREATE UNIQUE INDEX vat_rates_country_area_class_from_day_key ON vat_rates (country, COALESCE(area, ''), class, from_day);
CREATE TRIGGER tariff_versions_no_update BEFORE UPDATE ON tariff_versions BEGIN SELECT RAISE(ABORT, 'tariff_versions is append-only'); END;
CREATE TRIGGER tariff_versions_no_delete BEFORE DELETE ON tariff_versions BEGIN SELECT RAISE(ABORT, 'tariff_versions is append-only'); END;
CREATE TRIGGER vat_rates_no_update BEFORE UPDATE ON vat_rates BEGIN SELECT RAISE(ABORT, 'vat_rates is append-only'); END;
CREATE TRIGGER vat_rates_no_delete BEFORE DELETE ON vat_rates BEGIN SELECT RAISE(ABORT, 'vat_rates is append-only'); END;
-- The prices of the procedure as shipped: an hour inside and outside the billing hours, a quarter of Remote Hands.
INSERT INTO tariffs (code, contract_id, created_at) VALUES ('list', NULL, '2000-01-01T00:00:00Z');
INSERT INTO tariff_versions (tariff, version, valid_from, gap_s, least_units, articles, author_id, reason, created_at) VALUES
    ('list', 1, '2000-01-01T00:00:00Z', 0, 1, '{"remote-hands":{"german":"Remote Hands","english":"Remote Hands","charging":{"at":{"kind":"per_unit","price":2900,"unit_min":15}},"kind":"human"},"work":{"german":"Arbeit nach Stunden","english":"Work by the hour","charging":{"at":{"kind":"hourly","inside":10000,"outside":14900,"unit_min":15}},"kind":"human"}}', NULL, '', '2000-01-01T00:00:00Z');
-- The member states from 2020 on, areas with their own rates, Germany's reduced rate.
INSERT INTO vat_rates (id, country, area, class, basis_points, from_day, author_id, created_at) VALUES
    (x'00000000000000000000000000000001', 'AT', NULL, 'standard', 2000, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000002', 'BE', NULL, 'standard', 2100, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000003', 'BG', NULL, 'standard', 2000, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000004', 'CY', NULL, 'standard', 1900, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000005', 'CZ', NULL, 'standard', 2100, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000006', 'DE', NULL, 'standard', 1900, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000007', 'DE', NULL, 'standard', 1600, '2020-07-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000008', 'DE', NULL, 'standard', 1900, '2021-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000009', 'DK', NULL, 'standard', 2500, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000000a', 'EE', NULL, 'standard', 2000, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000000b', 'EE', NULL, 'standard', 2200, '2024-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000000c', 'EE', NULL, 'standard', 2400, '2025-07-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000000d', 'ES', NULL, 'standard', 2100, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000000e', 'FI', NULL, 'standard', 2400, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000000f', 'FI', NULL, 'standard', 2550, '2024-09-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000010', 'FR', NULL, 'standard', 2000, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000011', 'GR', NULL, 'standard', 2400, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000012', 'HR', NULL, 'standard', 2500, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000013', 'HU', NULL, 'standard', 2700, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000014', 'IE', NULL, 'standard', 2300, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000015', 'IE', NULL, 'standard', 2100, '2020-09-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000016', 'IE', NULL, 'standard', 2300, '2021-03-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000017', 'IT', NULL, 'standard', 2200, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000018', 'LT', NULL, 'standard', 2100, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000019', 'LU', NULL, 'standard', 1700, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000001a', 'LU', NULL, 'standard', 1600, '2023-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000001b', 'LU', NULL, 'standard', 1700, '2024-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000001c', 'LV', NULL, 'standard', 2100, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000001d', 'MT', NULL, 'standard', 1800, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000001e', 'NL', NULL, 'standard', 2100, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000001f', 'PL', NULL, 'standard', 2300, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000020', 'PT', NULL, 'standard', 2300, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000021', 'RO', NULL, 'standard', 1900, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000022', 'RO', NULL, 'standard', 2100, '2025-08-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000023', 'SE', NULL, 'standard', 2500, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000024', 'SI', NULL, 'standard', 2200, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000025', 'SK', NULL, 'standard', 2000, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000026', 'SK', NULL, 'standard', 2300, '2025-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000027', 'DE', NULL, 'reduced', 700, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000028', 'DE', NULL, 'reduced', 500, '2020-07-01', NULL, '2000-01-01T00:00:00Z'),
    (x'00000000000000000000000000000029', 'DE', NULL, 'reduced', 700, '2021-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000002a', 'AT', 'jungholz_mittelberg', 'standard', 1900, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000002b', 'PT', 'madeira', 'standard', 2200, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000002c', 'PT', 'azores', 'standard', 1800, '2020-01-01', NULL, '2000-01-01T00:00:00Z'),
    (x'0000000000000000000000000000002d', 'PT', 'azores', 'standard', 1600, '2021-07-01', NULL, '2000-01-01T00:00:00Z');
