import { useTranslation } from 'react-i18next'
import { sentences } from '#shared/format/sentences.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney, formatRoundMoney } from '#shared/money/format-money.ts'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Link, type Target } from '../navigation.tsx'
import { failureWords } from '../pages/wallet/failure-words.ts'
import { refusalStep, type Refused } from './refusal-step.ts'
import { useHelp } from './use-help.ts'
import { useMe } from './use-me.ts'
import { useNotifyBack } from './use-notify-back.ts'

/** Why a transfer or withdrawal was refused, with the figures of the limit that did, its code, and one step that works. */
export const RefusalCard = ({
  refusal,
  why,
  what,
  retry,
}: {
  refusal: Refused
  /** The heading, such as "Why it was not sent". */
  why: string
  /** What was refused, in words, for a person who is asked to help. */
  what: string
  retry: (verify: boolean) => Target
}) => {
  const { t } = useTranslation('money')
  const { t: customer } = useTranslation('customer')
  const { language, deadline } = useFormat()
  const help = useHelp()
  const notify = useNotifyBack()
  const { limit, shortfall, locked_until: until } = refusal
  const step = refusalStep(refusal, retry, useMe().frozen_at !== null)
  const facts = [
    failureWords(refusal.failure_code, language) ?? customer('failureWords.fallback'),
    shortfall ? t('refusal.short', { amount: formatMoney(shortfall) }) : '',
    limit
      ? t(limit.kind === 'own_payment' ? 'refusal.limitEach' : 'refusal.limit', {
          limit: formatRoundMoney(limit.limit),
          used: formatRoundMoney(limit.used),
        })
      : '',
    limit?.resets_at ? t('refusal.resets', { time: deadline(limit.resets_at) }) : '',
    until ? t('refusal.until', { time: deadline(until) }) : '',
  ]
  return (
    <Card padded data-testid="refusal">
      <h2 className="t6 c3" style={{ fontWeight: 400 }}>
        {why}
      </h2>
      <p style={{ marginTop: 4 }}>{sentences(language, ...facts)}</p>
      <div style={{ marginTop: 14 }}>
        {step.kind === 'go' ? (
          <Link {...step.target} className={buttonClass({ kind: 'primary', wide: true })}>
            {t(`refusal.step.${step.word}` as 'refusal.step.top_up', {
              amount: step.amount ? formatMoney(step.amount) : '',
            })}
          </Link>
        ) : step.kind === 'notify' ? (
          <Button kind="primary" wide icon="bell" busy={notify.busy} disabled={notify.asked} onClick={notify.ask}>
            {t(notify.asked ? 'refusal.noticed' : 'refusal.step.notify_me')}
          </Button>
        ) : (
          <Button
            kind="primary"
            wide
            icon="headset"
            busy={help.busy}
            onClick={() =>
              help.open({
                topic: step.word === 'report' ? 'security' : 'payment',
                text: t(`refusal.ask.${step.word}`, { what }),
              })
            }
          >
            {t(`refusal.step.${step.word}`)}
          </Button>
        )}
      </div>
      <p className="t7 c3 mono" style={{ marginTop: 10 }}>
        {refusal.failure_code}
      </p>
    </Card>
  )
}
