-- A day of events as a small agency has them: three sites that share them 80, 15 and 5, sessions of one page view and more, a
-- third of the visitors back again, a fifth of the sessions by a campaign. The same for the same parameters.
-- first: Unix second of the day. sessions: how many. people: how many there are to come.
-- Grain: one row per event.
insert into events
(
    site, session_id, ts, received, id, name, page_id, visitor_id, hostname, path, title, referrer, utm_source, utm_medium, utm_campaign,
    source, medium, channel, opens_touch, scroll, engaged_ms, interaction, form, magnet, target, country, language, browser, os, device, via
)
with
    ['toiture-martin.example', 'cuisine-bellac.example', 'cabinet-oriol.example'] as sites,
    sites[multiIf(cityHash64(chance, 1) % 100 < 80, 1, cityHash64(chance, 1) % 100 < 95, 2, 3)] as of_site,
    {first:UInt64} + chance % 86400 as begun,
    cityHash64(toUInt64({people:UInt64} * pow(cityHash64(chance, 2) % 1000000 * 0.000001, 2))) as visitor,
    cityHash64(chance, 4) % 100 as way,
    -- By which it came: utm_source, utm_medium, utm_campaign, source, medium, channel, referrer.
    multiIf(
        way < 10, ('google', 'cpc', concat('toiture-', toString(cityHash64(chance, 5) % 40)), 'Google', 'cpc', 'SEA', 'google.fr/'),
        way < 20, ('newsletter', 'email', concat('devis-', toString(cityHash64(chance, 5) % 40)), 'newsletter', 'email', 'Email', ''),
        way < 50, ('', '', '', '(direct)', '(none)', 'Direct', ''),
        way < 80, ('', '', '', 'Google', 'organic', 'SEO', 'google.fr/'),
        way < 90, ('', '', '', 'Facebook', 'social', 'Organic Social', 'l.facebook.com/'),
        ('', '', '', concat('annuaire-', toString(chance % 40), '.example'), 'referral', 'Referral', concat('annuaire-', toString(chance % 40), '.example/'))
    ) as came,
    act.1 = 0 as on_first_page,
    act.2 = 0 as is_view,
    toUInt32(400 * pow(cityHash64(chance, act.1, 10) % 1000000 * 0.000001, 3)) as page
select
    of_site,
    bitOr(bitShiftLeft(begun, 32), chance % 4294967296),
    toDateTime64(begun, 3, 'UTC') + toIntervalMillisecond(act.1 * 60000 + act.2 * 15000 + cityHash64(chance, act.1, 7) % 3000) as moment,
    moment,
    if(is_view, showing, generateUUIDv4()),
    act.3 as name,
    reinterpretAsUUID(concat(reinterpretAsFixedString(cityHash64(chance, act.1, 8)), reinterpretAsFixedString(cityHash64(chance, act.1, 9)))) as showing,
    visitor,
    of_site,
    concat('/rubrique-', toString(page % 12), '/page-', toString(page)),
    concat('Page ', toString(page), ' – rubrique ', toString(page % 12), ' | ', of_site),
    if(on_first_page and is_view, came.7, ''),
    if(on_first_page, came.1, ''),
    if(on_first_page, came.2, ''),
    if(on_first_page, came.3, ''),
    came.4,
    came.5,
    came.6,
    on_first_page and is_view and way not between 20 and 49,
    if(name = 'engagement', toNullable(cityHash64(chance, act.1, act.2) % 101), null),
    if(name = 'engagement', 1000 + cityHash64(chance, act.1, act.2, 3) % 29000, 0),
    name not in ('pageview', 'engagement', 'magnet_view'),
    if(name in ('form_start', 'form_submit'), 'devis', ''),
    if(name in ('magnet_view', 'form_submit', 'download'), 'guide-pdf', ''),
    if(name = 'outbound', 'partenaire.example/offre', ''),
    ['FR', 'FR', 'FR', 'FR', 'FR', 'BE', 'CH', 'MA', 'CA', 'GB'][1 + visitor % 10],
    ['fr', 'fr', 'fr', 'fr', 'en', 'de', 'ar'][1 + visitor % 7],
    ['Chrome', 'Edge', 'Chrome Mobile', 'Mobile Safari'][1 + visitor % 4],
    ['Windows', 'Windows', 'Android', 'iOS'][1 + visitor % 4],
    ['desktop', 'desktop', 'mobile', 'mobile'][1 + visitor % 4],
    'import'
from
(
    select
        cityHash64(number, {first:UInt64}) as chance,
        least(8, 1 + toUInt8(-log(1 - cityHash64(chance, 3) % 1000000 * 0.000001))) as views,
        arrayMap(
            view -> arrayConcat(
                [(view, 0, 'pageview')],
                arrayMap(report -> (view, report, 'engagement'), range(1, 1 + [0, 1, 1, 2][1 + cityHash64(chance, view, 11) % 4])),
                if(
                    cityHash64(chance, view, 12) % 100 < 15,
                    [(view, 3, ['magnet_view', 'form_start', 'form_submit', 'outbound', 'download', 'simulateur'][1 + cityHash64(chance, view, 13) % 6])],
                    []
                )
            ),
            range(views)
        ) as done
    from numbers({sessions:UInt64})
)
array join arrayFlatten(done) as act
