-- What the channel rules need to be asked again later, and was not kept before.
alter table events add column if not exists named_source String comment 'source or ref parameter of the page''s address, as written' after utm_term;
alter table events add column if not exists internal Bool comment 'It came from a page of the site itself, whose address is not kept' after click_id;
alter table events comment column click_id 'Name of the click identifier in the address (gclid, fbclid …); its value is not kept';
alter table events comment column channel 'Derived: channel, by the site''s own rules, then by those of docs/channels.md';
alter table events comment column opens_touch 'A page view that arrived with a campaign or from another site, and not back from a payment';
