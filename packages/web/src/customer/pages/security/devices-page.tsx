import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import type { LocalizedText } from '@topay/contract'
import { Page } from '../../layout/page.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { Section } from '../../parts/section.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'

/** Where the account is signed in, and which devices it knows; each can be ended. */
export const DevicesPage = () => {
  const { t } = useTranslation('security')
  const { t: common } = useTranslation()
  const { moment, text } = useFormat()
  const queryClient = useQueryClient()
  const sessions = useQuery({ ...apiQuery('listSessions', {}), staleTime: 0 })
  const devices = useQuery({ ...apiQuery('listDevices', {}), staleTime: 0 })
  const [asking, setAsking] = useState(false)
  const again = (said: string) => {
    showToast(said)
    setAsking(false)
    for (const read of ['listSessions', 'listDevices', 'getSecurityCheckup'])
      void queryClient.invalidateQueries({ queryKey: [read] })
  }
  const end = useApiMutation('revokeSession', { onSuccess: () => again(t('devices.ended')) })
  const endAll = useApiMutation('revokeOtherSessions', {
    onSuccess: ({ revoked }) => again(t('devices.endedAll', { count: revoked })),
  })
  const forget = useApiMutation('removeDevice', { onSuccess: () => again(t('devices.forgotten')) })
  const seen = (place: LocalizedText | null, at: string) =>
    t('devices.seen', { place: place ? text(place) : t('devices.unknownPlace'), time: moment(at) })
  const others = sessions.data?.items.filter((one) => !one.current).length ?? 0
  return (
    <Page title={t('devices.title')} back={paths.security()} readAt={sessions.dataUpdatedAt || undefined}>
      <Waiting reads={[sessions, devices]} title={t('failed')}>
        <SkeletonRows rows={3} />
      </Waiting>
      {sessions.data && (
        <>
          <Section
            title={t('devices.sessions')}
            note={<span>{t('count', { count: sessions.data.items.length })}</span>}
          />
          <Card>
            {sessions.data.items.map((one) => (
              <div key={one.id} className={rows['row']} data-testid="session">
                <Tile icon="monitor" tone={one.current ? 'ok' : 'neutral'} />
                <div className="grow">
                  <div>{one.device}</div>
                  <div className="t6 c3">{seen(one.place, one.last_seen_at)}</div>
                  <div className="t7 c3 mono">{one.ip}</div>
                </div>
                {one.current ? (
                  <Pill tone="ok">{t('devices.current')}</Pill>
                ) : (
                  <Button
                    size="small"
                    busy={end.isPending}
                    onClick={() => end.mutate({ params: { session_id: one.id } })}
                  >
                    {t('devices.end')}
                    <span className="sr">{one.device}</span>
                  </Button>
                )}
              </div>
            ))}
          </Card>
          {others > 0 && (
            <Button kind="danger" wide onClick={() => setAsking(true)}>
              {t('devices.endAll')}
            </Button>
          )}
        </>
      )}
      <FormError error={end.error ?? forget.error} />
      {devices.data && devices.data.items.length > 0 && (
        <>
          <Section title={t('devices.known')} note={<span>{t('count', { count: devices.data.items.length })}</span>} />
          <Card>
            {devices.data.items.map((one) => (
              <div key={one.id} className={rows['row']}>
                <Tile icon="monitor" tone={one.current ? 'ok' : 'neutral'} />
                <div className="grow">
                  <div>{one.name}</div>
                  <div className="t6 c3">{seen(one.place, one.last_seen_at)}</div>
                </div>
                {one.current ? (
                  <Pill tone="ok">{t('devices.current')}</Pill>
                ) : (
                  <Button
                    size="small"
                    busy={forget.isPending}
                    onClick={() => forget.mutate({ params: { device_id: one.id } })}
                  >
                    {t('devices.forget')}
                    <span className="sr">{one.name}</span>
                  </Button>
                )}
              </div>
            ))}
          </Card>
        </>
      )}
      <Sheet open={asking} onClose={() => setAsking(false)} title={t('devices.endAll')} kind="center">
        <div className="col-y g3">
          <p className="t5 c2 center">{t('devices.endAllText')}</p>
          <FormError error={endAll.error} />
          <div className="row-x g3">
            <Button className="grow" onClick={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button className="grow" kind="danger" busy={endAll.isPending} onClick={() => endAll.mutate({})}>
              {t('devices.end')}
            </Button>
          </div>
        </div>
      </Sheet>
    </Page>
  )
}
