import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { HelpButton } from '../../parts/help-button.tsx'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import styles from './security.module.css'

/** Why large amounts do not go out now, until when, and what works meanwhile. */
export const HoldPage = () => {
  const { t } = useTranslation('security')
  const { deadline } = useFormat()
  const queryClient = useQueryClient()
  const { outbound_hold: hold } = useMe()
  return (
    <Page title={t('hold.title')} heading={false} back={paths.security()}>
      {hold === null ? (
        <h1 className="t2">{t('hold.none')}</h1>
      ) : (
        <>
          <div className={styles['center']} style={{ paddingTop: 16 }} data-testid="hold">
            <Tile icon="clock" tone="wait" size="large" />
            <h1 className="t2">{t('hold.lead', { time: deadline(hold.until) })}</h1>
            <Countdown
              until={hold.until}
              label={t('hold.left')}
              className={styles['clock']}
              onEnd={() => void queryClient.invalidateQueries({ queryKey: ['getMe'] })}
            />
          </div>
          <Card padded className="col-y g3">
            <p>{t('hold.why', { reason: t(`hold.reason.${hold.reason}`) })}</p>
            <p className="c2">{t('hold.can')}</p>
            <HelpButton about={{ topic: 'security' }} wide />
          </Card>
        </>
      )}
    </Page>
  )
}
