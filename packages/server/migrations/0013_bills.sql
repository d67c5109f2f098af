-- A line of a statement is a movement of the ledger; its words are found by what moved the money.
create index wallet_transaction_payment on wallet_transaction (payment_id) where payment_id is not null;
create index wallet_transaction_top_up on wallet_transaction (top_up_id) where top_up_id is not null;
create index wallet_transaction_withdrawal on wallet_transaction (withdrawal_id) where withdrawal_id is not null;
create index wallet_transaction_transfer on wallet_transaction (transfer_id) where transfer_id is not null;
