-- What is found out of a form once it is stored, or told of its lead by hand, is written into its event too.
alter table events
    comment column spam 'form_submit: why it is taken for spam: honeypot, disposable_domain, links; too_fast, by_hand or what else was said of its lead since; empty if not';
