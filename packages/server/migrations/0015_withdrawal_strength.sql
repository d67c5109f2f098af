-- What the payment password alone may take out in a day is counted by how each withdrawal was confirmed. Null: not confirmed, or from before this was kept.
alter table withdrawal add column strength text check (strength in ('pin', 'second_factor', 'passkey'));
create index withdrawal_of_customer on withdrawal (customer_id, created_at);
create index withdrawal_to_card on withdrawal (card_id);
