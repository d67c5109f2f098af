import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import type { IconName } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import type { Tone } from '#shared/ui/tone.ts'
import { Page } from '../../layout/page.tsx'
import { useLeave } from '../../navigation.tsx'
import { useNotifyBack } from '../../parts/use-notify-back.ts'
import { paths } from '../../paths.ts'
import { Verdict } from '../payment/verdict.tsx'
import { testNetwork, type NetworkResult } from './network-test.ts'
import rows from '../../parts/row.module.css'

const TONES = { offline: 'wait', unreachable: 'wait', slow: 'wait', maintenance: 'wait', ok: 'ok' } as const

/** Tests device, connection and service, and says whose part it is and what to do. */
export const NetworkPage = () => {
  const { t } = useTranslation('money')
  const { deadline, clockSeconds } = useFormat()
  const leave = useLeave()
  const notify = useNotifyBack()
  const [result, setResult] = useState<NetworkResult>()
  const [testing, setTesting] = useState(true)

  const show = useCallback((found: NetworkResult) => {
    setResult(found)
    setTesting(false)
  }, [])
  const run = useCallback(() => {
    setTesting(true)
    void testNetwork().then(show)
  }, [show])
  useEffect(() => {
    void testNetwork().then(show)
    const again = () => run()
    addEventListener('online', again)
    addEventListener('offline', again)
    return () => {
      removeEventListener('online', again)
      removeEventListener('offline', again)
    }
  }, [show, run])

  const until = result?.maintenance_until ? deadline(result.maintenance_until) : ''
  const verdict = result?.verdict
  return (
    <Page
      title={t('network.title')}
      heading={false}
      foot={
        <div className="row-x g3">
          <Button className="grow" icon="refresh" busy={testing} onClick={run}>
            {t(testing ? 'network.testing' : 'network.again')}
          </Button>
          {verdict === 'maintenance' ? (
            <Button kind="primary" className="grow" busy={notify.busy} disabled={notify.asked} onClick={notify.ask}>
              {t('network.notify')}
            </Button>
          ) : (
            <Button
              kind={verdict === 'ok' ? 'primary' : 'default'}
              className="grow"
              onClick={() => leave(paths.home())}
            >
              {t('network.back')}
            </Button>
          )}
        </div>
      }
    >
      <div aria-live="polite" className="col-y g3">
        {!result || !verdict ? (
          <SkeletonRows rows={3} />
        ) : (
          <>
            <Verdict
              tone={TONES[verdict]}
              icon={verdict === 'ok' ? 'ok-circle' : verdict === 'offline' ? 'wifi-off' : 'clock'}
              title={t(`network.verdict.${verdict}`)}
            >
              {t(`network.advice.${verdict}`, { time: until })}
            </Verdict>
            <Card data-testid="network-result" data-verdict={verdict}>
              <Line
                icon={verdict === 'offline' ? 'wifi-off' : 'monitor'}
                name={t('network.device')}
                says={t(verdict === 'offline' ? 'network.deviceOff' : 'network.deviceOk')}
                tone={verdict === 'offline' ? 'wait' : 'ok'}
              />
              <Line
                icon="globe"
                name={t('network.server')}
                says={
                  verdict === 'offline'
                    ? t('network.serverUnknown')
                    : result.ms === null
                      ? t('network.serverOff')
                      : t(verdict === 'slow' ? 'network.serverSlow' : 'network.serverOk', { ms: result.ms })
                }
                tone={verdict === 'offline' ? 'neutral' : result.ms === null || verdict === 'slow' ? 'wait' : 'ok'}
              />
              <Line
                icon="wallet"
                name={t('network.service')}
                says={
                  result.ms === null
                    ? t('network.serviceUnknown')
                    : verdict === 'maintenance'
                      ? t('network.serviceMaint', { time: until })
                      : t('network.serviceOk')
                }
                tone={result.ms === null ? 'neutral' : verdict === 'maintenance' ? 'wait' : 'ok'}
              />
            </Card>
            <p className="t7 c3 center">{t('network.testedAt', { time: clockSeconds(result.at) })}</p>
          </>
        )}
      </div>
    </Page>
  )
}

const Line = ({ icon, name, says, tone }: { icon: IconName; name: string; says: string; tone: Tone }) => (
  <div className={rows['row']}>
    <Tile icon={icon} tone={tone} />
    <span className="grow">{name}</span>
    <span className={`t6 ${tone === 'wait' ? 'c-wait' : 'c2'}`} style={{ textAlign: 'right' }}>
      {says}
    </span>
  </div>
)
