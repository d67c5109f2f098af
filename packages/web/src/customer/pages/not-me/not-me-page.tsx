import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, KeyValues, Tile } from '#shared/ui/surface.tsx'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { endLive } from '../../live/live-store.ts'
import { Link, usePathPart } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { StepLead } from '../../parts/step-lead.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { Frozen } from './frozen.tsx'
import styles from './not-me.module.css'

/** "This was not me": what a message of ours told, and one button that freezes the account at once. */
export const NotMePage = () => {
  const { t } = useTranslation('account')
  const { moment, deadline, text } = useFormat()
  const alert_token = usePathPart('token')
  const queryClient = useQueryClient()
  const read = apiQuery('getSecurityAlert', { params: { alert_token } })
  const alert = useQuery(read)
  const freeze = useApiMutation('reportNotMe', {
    onSuccess: () => {
      // Every session is over, also one of this browser.
      endLive()
      queryClient.removeQueries({ queryKey: ['getMe'] })
      void alert.refetch()
    },
  })
  const told = alert.data
  const gone = errorCode(alert.error) === 'NOT_FOUND' || errorCode(alert.error) === 'INPUT_INVALID'
  const caseNumber = freeze.data?.case_number ?? (told?.frozen ? told.case_number : null)

  return (
    <Page title={t('notMe.title')} head={<GuestBar />}>
      {gone ? (
        <>
          <StepLead title={t('notMe.goneTitle')} hint={t('notMe.goneHint')} />
          <Link {...paths.signIn()} className={buttonClass({ kind: 'primary', wide: true })}>
            {t('notMe.signIn')}
          </Link>
          <Link {...paths.recovery('taken_over')} className={buttonClass({ wide: true })}>
            {t('notMe.cannot')}
          </Link>
        </>
      ) : freeze.isSuccess || told?.frozen ? (
        <Frozen at={freeze.data?.frozen_at ?? null} caseNumber={caseNumber} />
      ) : !told ? (
        <Waiting reads={[alert]} title={t('notMe.failed')}>
          <SkeletonRows rows={3} />
        </Waiting>
      ) : (
        <>
          <StepLead title={t(`notMe.kind.${told.kind}`)} hint={t('notMe.lead', { time: moment(told.at) })} />
          <Card padded>
            <KeyValues
              rows={[
                [t('notMe.when'), moment(told.at)],
                told.place ? [t('notMe.where'), text(told.place)] : undefined,
                told.device !== null ? [t('notMe.device'), told.device] : undefined,
                told.locked_until !== null ? [t('notMe.opens'), deadline(told.locked_until)] : undefined,
              ]}
            />
          </Card>
          <Card padded className={styles['freeze']}>
            <div className="row-x top g3">
              <Tile icon="snow" tone="danger" />
              <div className="grow">
                <h2 className="t3">{t('notMe.ask')}</h2>
                <p className="t6 c2">{t('notMe.does')}</p>
              </div>
            </div>
            <FormError error={freeze.error} />
            <Button
              kind="danger"
              wide
              icon="snow"
              busy={freeze.isPending}
              onClick={() => freeze.mutate({ params: { alert_token } })}
            >
              {t('notMe.freeze')}
            </Button>
          </Card>
          {told.kind === 'sign_in_locked' && (
            <Link {...paths.reset()} className={buttonClass({ kind: 'accent', wide: true })}>
              {t('paused.reset')}
            </Link>
          )}
          <p className="row-x top g2 t6 c2">
            <span className="c-ok">
              <Icon name="ok-circle" size={18} />
            </span>
            {t('notMe.itWasMe')}
          </p>
        </>
      )}
    </Page>
  )
}
