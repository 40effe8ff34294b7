/// Sums that have to hold in the registry, as SQL that both databases read; each statement answers the
/// ids for which one does not.
enum RegistryChecks {
    /// What is wrong, and how it is found.
    static let all: [(problem: String, sql: String)] = [
        (
            "the slices are not the energy of",
            """
            SELECT id FROM energy_certificates WHERE wh <> (SELECT coalesce(sum(wh), 0)
                FROM energy_slices WHERE certificate = energy_certificates.id
                AND state NOT IN ('split', 'merged')) ORDER BY id
            """
        ),
        (
            "slices are not withdrawn with",
            """
            SELECT DISTINCT certificate FROM energy_slices WHERE state NOT IN ('split', 'merged')
                AND (state = 'withdrawn') <> (certificate IN
                    (SELECT id FROM energy_certificates WHERE state = 'withdrawn'))
            ORDER BY certificate
            """
        ),
        (
            "the retirement is not the sum of its slices",
            """
            SELECT id FROM retirements WHERE wh <> (SELECT coalesce(sum(wh), 0) FROM energy_slices
                WHERE retirement = retirements.id) ORDER BY id
            """
        ),
        (
            "the hours are not the sums of",
            """
            SELECT id FROM green_certificates WHERE wh <> (SELECT coalesce(sum(wh), 0)
                FROM certificate_hours WHERE certificate = green_certificates.id)
            OR input + output + cached <> (SELECT coalesce(sum(input + output + cached), 0)
                FROM certificate_hours WHERE certificate = green_certificates.id)
            OR matched_wh <> (SELECT coalesce(sum(wh), 0)
                FROM certificate_energy WHERE certificate = green_certificates.id)
            ORDER BY id
            """
        ),
        (
            "a certificate stands on energy that is not retired for it:",
            """
            SELECT DISTINCT g.id FROM green_certificates g
                JOIN certificate_energy e ON e.certificate = g.id
                JOIN energy_slices s ON s.id = e.slice
            WHERE g.state IN ('issued', 'retired') AND s.state <> 'retired' ORDER BY g.id
            """
        ),
        (
            "the hour is not the sum of its meters:",
            """
            SELECT site FROM site_hours WHERE metered_wh <> (SELECT coalesce(sum(wh), 0)
                FROM meter_readings WHERE site = site_hours.site AND live = 1
                AND boundary = 'facility' AND start_at >= site_hours.start_at
                AND start_at < site_hours.start_at + 3600) ORDER BY site, start_at
            """
        ),
        (
            "the hour is not the sum of its certificates:",
            """
            SELECT site FROM site_hours WHERE certified_wh <> (SELECT coalesce(sum(h.wh), 0)
                FROM certificate_hours h JOIN green_certificates g ON g.id = h.certificate
                WHERE h.site = site_hours.site AND g.state IN ('issued', 'retired')
                AND h.start_at >= site_hours.start_at
                AND h.start_at < site_hours.start_at + 3600) ORDER BY site, start_at
            """
        ),
        (
            "the tokens of an hour are not the sum of its certificates:",
            """
            SELECT product FROM product_hours p
            WHERE certified_input + certified_output + certified_cached <>
                (SELECT coalesce(sum(h.input + h.output + h.cached), 0)
                FROM certificate_hours h JOIN green_certificates g ON g.id = h.certificate
                WHERE h.site = p.site AND g.state IN ('issued', 'retired')
                AND g.product = p.product AND g.model = p.model AND g.tokenizer = p.tokenizer
                AND h.start_at >= p.start_at AND h.start_at < p.start_at + 3600)
            ORDER BY product, site, start_at
            """
        ),
    ]
}
