import type { FactorMethod } from '@topay/contract'
import type { IconName } from '#shared/icons/icon.tsx'

/** The picture of each way to confirm. */
export const FACTOR_ICONS = {
  passkey: 'key',
  totp: 'shield-ok',
  sms: 'sms',
  email: 'mail',
  recovery_code: 'file',
} as const satisfies Record<FactorMethod, IconName>
