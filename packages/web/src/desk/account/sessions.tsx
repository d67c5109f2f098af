import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { ErrorState, SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { FormError } from '../session/form-error.tsx'
import { browserName } from './browser-name.ts'
import styles from './account.module.css'

/** Where one is signed in to the desk; each of the others can be ended. */
export const Sessions = () => {
  const { t } = useTranslation('staff')
  const { language, moment, deadline } = useFormat()
  const queryClient = useQueryClient()
  const sessions = useQuery(apiQuery('listStaffSessions', {}))
  const end = useApiMutation('revokeStaffSession', {
    onSuccess: () => showToast(t('account.ended')),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['listStaffSessions'] }),
  })
  const told = sessions.error === null || sessions.data !== undefined ? null : explainError(sessions.error, language)
  return (
    <section aria-labelledby="own-sessions">
      <h2 id="own-sessions" className={`t3 ${styles['title']}`}>
        {t('account.sessions')}
      </h2>
      {sessions.isPending && <SkeletonRows rows={2} />}
      {told !== null && <ErrorState title={told.title} hint={told.detail} onRetry={() => void sessions.refetch()} />}
      {end.error !== null && <FormError error={end.error} />}
      {sessions.data !== undefined && (
        <Card>
          <ul>
            {sessions.data.items.map((session) => {
              const name = browserName(session.user_agent) ?? t('account.unknown')
              return (
                <li key={session.id} className={styles['session']}>
                  <Tile icon="monitor" />
                  <span className="grow">
                    <b>{name}</b> {session.current && <Pill tone="ok">{t('account.thisOne')}</Pill>}
                    <br />
                    <span className="t6 c2">
                      {t('account.since', {
                        time: moment(session.created_at),
                        until: deadline(session.expires_at),
                      })}{' '}
                      · {t('account.address', { ip: session.ip })}
                    </span>
                  </span>
                  {!session.current && (
                    <Button
                      size="small"
                      aria-label={t('account.endOf', { name })}
                      disabled={end.isPending}
                      onClick={() => end.mutate({ params: { session_id: session.id } })}
                    >
                      {t('account.end')}
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
        </Card>
      )}
    </section>
  )
}
