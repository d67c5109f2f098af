import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { ProgressBar } from '#shared/ui/states.tsx'
import { useNow } from '#shared/ui/use-now.ts'

/** An unknown result is promised within this time, in ms. */
const PROMISE = 60_000

/** How long the answer of the bank has been waited for, and that nobody needs to stay. */
export const CheckingProgress = ({
  since,
  onLook,
  looking,
}: {
  since: string
  onLook: () => void
  looking: boolean
}) => {
  const { t } = useTranslation('customer')
  const { span } = useFormat()
  const waited = useNow() - Date.parse(since)
  return (
    <div style={{ marginTop: 12 }}>
      <ProgressBar share={Math.min(waited / PROMISE, 0.96)} label={t('payment.statusUnknown')} />
      <div className="row-x between t7 c2" style={{ marginTop: 6 }}>
        <span>{t('payment.waited', { span: span(waited) })}</span>
        <span>{t('payment.leave')}</span>
      </div>
      <div style={{ marginTop: 12 }}>
        <Button size="small" icon="refresh" busy={looking} onClick={onLook}>
          {t('payment.checkAgain')}
        </Button>
      </div>
    </div>
  )
}
