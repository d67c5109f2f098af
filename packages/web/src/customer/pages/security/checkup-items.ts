import type { SecurityCheckup } from '@topay/contract'
import type { IconName } from '#shared/icons/icon.tsx'
import type { Target } from '../../navigation.tsx'
import { paths } from '../../paths.ts'

type Item = SecurityCheckup['items'][number]['item']

/** The picture of each point of the check-up. */
export const ITEM_ICONS = {
  password: 'lock',
  payment_password: 'lock',
  two_factor: 'shield-ok',
  passkey: 'key',
  recovery_codes: 'file',
  devices: 'monitor',
  contacts: 'mail',
  phrase: 'chat',
  verification: 'user',
  month_review: 'calendar',
} as const satisfies Record<Item, IconName>

/** The page where a point is put right. `month`: the one that waits to be looked through. */
export const targetOfItem = (item: Item, month: string | null): Target => {
  switch (item) {
    case 'password':
      return paths.changePassword()
    case 'payment_password':
      return paths.payPassword()
    case 'two_factor':
    case 'recovery_codes':
      return paths.twoFactor()
    case 'passkey':
      return paths.passkeys()
    case 'devices':
      return paths.devices()
    case 'contacts':
      return paths.addresses()
    case 'phrase':
      return paths.phrase()
    case 'verification':
      return paths.verification()
    case 'month_review':
      return month === null ? paths.bills() : paths.monthReview(month)
  }
}
