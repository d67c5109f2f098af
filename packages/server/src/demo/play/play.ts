import { createStaffMember } from '../../staff/index.ts'
import { createMerchant, setRefundTerms } from '../../payments/index.ts'
import { type Doer, inTx, writePolicy } from '../../platform/index.ts'
import { demoPasswords } from '../accounts.ts'
import { type DemoMerchant, type MerchantKey, merchants } from '../data/merchants.ts'
import { refundTerms } from '../data/refund-terms.ts'
import { staff, type StaffKey } from '../data/staff.ts'
import type { Scheduled } from '../schedule/actions.ts'
import { playCase } from './play-cases.ts'
import {
  join,
  linkDemoCard,
  playAcceptance,
  playOrder,
  playPayment,
  playSettlement,
  playTopUp,
  playTopUpSettlement,
} from './play-money.ts'
import { playPeople } from './play-people.ts'
import type { World } from './world.ts'

/** Opens the house: the colleagues, whose accounts the administrator makes, and the merchants. */
export const openHouse = async (world: World): Promise<void> => {
  let doer: Doer = { kind: 'system', id: 'demo' }
  // Whoever looks at the demo gets in with the printed password alone.
  await inTx(world.db, (tx) => writePolicy(tx, 'identity.sign_in', { confirm_new_device: false }))
  for (const [key, { name, email, roles }] of Object.entries(staff) as [StaffKey, (typeof staff)[StaffKey]][]) {
    const by = doer
    const member = await inTx(world.db, (tx) =>
      createStaffMember(tx, { email, name, roles, password: demoPasswords.staff, demo: true, doer: by }),
    )
    world.staff.set(key, { id: member.id, roles: member.roles })
    if (key === 'fang') doer = { kind: 'staff', id: member.id }
  }
  for (const [key, { name, category, offers }] of Object.entries(merchants) as [MerchantKey, DemoMerchant][]) {
    const merchant = await createMerchant(world.db, { name, category, offers: Object.values(offers) })
    await inTx(world.db, (tx) => setRefundTerms(tx, { ...refundTerms[category], merchant_id: merchant.id }))
    world.merchants.set(key, merchant.id)
  }
}

/** Does one action of the schedule, at the time of the platform's clock. */
export const play = (world: World, action: Scheduled): Promise<void> => {
  switch (action.do) {
    case 'join':
      return join(world, action)
    case 'link_card':
      return linkDemoCard(world, action)
    case 'top_up':
      return playTopUp(world, action)
    case 'settle_top_up':
      return playTopUpSettlement(world, action)
    case 'order':
      return playOrder(world, action)
    case 'pay':
      return playPayment(world, action)
    case 'settle_payment':
      return playSettlement(world, action)
    case 'accept_payments':
      return playAcceptance(world, action)
    case 'transfer':
    case 'open_packet':
    case 'ask_money':
    case 'decline_request':
    case 'withdraw':
    case 'return_withdrawal':
      return playPeople(world, action)
    default:
      return playCase(world, action)
  }
}
