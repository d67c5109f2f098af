import type { MoneyRequest } from '@topay/contract'
import type { Tone } from '#shared/ui/tone.ts'

type Shape = Pick<MoneyRequest, 'direction' | 'status' | 'expires_at'>

/** How a request stands now: one whose time is over is expired, also before the server has said so. */
export const requestState = (request: Shape, now: number) => {
  const status = request.status === 'open' && Date.parse(request.expires_at) <= now ? 'expired' : request.status
  const mine = request.direction === 'from_me'
  const tone: Tone = status === 'open' ? 'wait' : status === 'paid' ? 'ok' : 'neutral'
  const verdict = {
    open: mine ? 'fromMe' : 'toMe',
    paid: mine ? 'paidToMe' : 'paidByMe',
    declined: mine ? 'declinedByThem' : 'declinedByMe',
    cancelled: mine ? 'cancelledByMe' : 'cancelledByThem',
    expired: 'expired',
  } as const
  return { status, tone, word: status === 'open' && !mine ? 'openMine' : status, verdict: verdict[status] } as const
}
