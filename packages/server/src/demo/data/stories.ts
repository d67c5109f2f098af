import { accountStories } from './stories/accounts.ts'
import { balanceStories } from './stories/balance.ts'
import { bankStories } from './stories/bank.ts'
import { refundStories } from './stories/refunds.ts'
import { securityStories } from './stories/security.ts'
import { todayStories } from './stories/today.ts'
import type { Story } from './story.ts'

/** The cases of the demo world. */
export const stories: Story[] = [
  ...bankStories,
  ...balanceStories,
  ...refundStories,
  ...accountStories,
  ...securityStories,
  ...todayStories,
]
