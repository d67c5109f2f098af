import type { Db } from '../platform/index.ts'

/**
 * Everything that is kept about a customer, by the name of the file it goes into. Left out, since it is not theirs to have or no use to them: hashes and secrets,
 * notes among colleagues, codes.
 */
export const ownData = (db: Db, customerId: string): Record<string, () => Promise<unknown[]>> => ({
  account: () =>
    db
      .selectFrom('customer')
      .select([
        'id',
        'name',
        'locale',
        'created_at',
        'verification_class',
        'verified_until',
        'two_factor',
        'password_changed_at',
        'payment_password_changed_at',
        'frozen_at',
        'phrase',
      ])
      .where('id', '=', customerId)
      .execute(),
  addresses: () =>
    db
      .selectFrom('customer_contact')
      .select(['id', 'kind', 'value', 'verified_at'])
      .where('customer_id', '=', customerId)
      .execute(),
  devices: () =>
    db
      .selectFrom('customer_device')
      .select(['id', 'name', 'ip', 'place', 'first_seen_at', 'last_seen_at', 'removed_at'])
      .where('customer_id', '=', customerId)
      .execute(),
  sessions: () =>
    db
      .selectFrom('customer_session')
      .select(['id', 'ip', 'place', 'user_agent', 'created_at', 'last_seen_at', 'expires_at', 'revoked_at'])
      .where('customer_id', '=', customerId)
      .execute(),
  security_events: () =>
    db
      .selectFrom('security_event')
      .select(['id', 'kind', 'at', 'device', 'place', 'ip', 'detail'])
      .where('customer_id', '=', customerId)
      .orderBy('at')
      .execute(),
  passkeys: () =>
    db
      .selectFrom('passkey')
      .select(['id', 'name', 'synced', 'created_at', 'last_used_at'])
      .where('customer_id', '=', customerId)
      .execute(),
  verifications: () =>
    db
      .selectFrom('verification')
      .select([
        'id',
        'target_class',
        'status',
        'document_type',
        'legal_name_masked',
        'document_number_masked',
        'document_expires_on',
        'reasons',
        'message',
        'submitted_at',
        'decided_at',
      ])
      .where('customer_id', '=', customerId)
      .execute(),
  cards: () =>
    db
      .selectFrom('bank_card')
      .select(['id', 'bank_name_zh', 'bank_name_en', 'last4', 'kind', 'created_at', 'removed_at'])
      .where('customer_id', '=', customerId)
      .execute(),
  transactions: () =>
    db
      .selectFrom('wallet_transaction')
      .selectAll()
      .where('customer_id', '=', customerId)
      .orderBy('created_at')
      .execute(),
  cases: () =>
    db
      .selectFrom('support_case')
      .select([
        'id',
        'number',
        'topic',
        'channel',
        'status',
        'subject',
        'opened_at',
        'closed_at',
        'rating_score',
        'rating_comment',
      ])
      .where('customer_id', '=', customerId)
      .where('internal', '=', false)
      .orderBy('opened_at')
      .execute(),
  messages: () =>
    db
      .selectFrom('case_message as message')
      .innerJoin('support_case as matter', 'matter.id', 'message.case_id')
      .select(['matter.number', 'message.author', 'message.kind', 'message.text', 'message.created_at'])
      .where('matter.customer_id', '=', customerId)
      .where('matter.internal', '=', false)
      .where('message.kind', '<>', 'note')
      .orderBy('message.created_at')
      .execute(),
  messages_sent_by_topay: () =>
    db
      .selectFrom('outbound_message')
      .select(['channel', 'recipient', 'template', 'subject', 'status', 'created_at', 'sent_at'])
      .where('customer_id', '=', customerId)
      .orderBy('created_at')
      .execute(),
})
