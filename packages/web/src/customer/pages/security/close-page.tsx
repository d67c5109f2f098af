import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { Section } from '../../parts/section.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import styles from './security.module.css'

/** Closing the account for good: what stands against it, what is kept and until when, then password and second step. */
export const ClosePage = () => {
  const { t } = useTranslation('security')
  const { day } = useFormat()
  const read = useQuery({ ...apiQuery('getClosure', {}), staleTime: 0 })
  const [reason, setReason] = useState('')
  const [password, setPassword] = useState('')
  // A new page, so that nothing that was read stays in memory.
  const close = useGuarded('closeMyAccount', {
    onSuccess: () => location.replace('/sign-in'),
    onError: () => void read.refetch(),
  })
  const blocked = (read.data?.obstacles.length ?? 1) > 0
  return (
    <Page title={t('own.close')} back={paths.ownData()}>
      <p className="c2">{t('own.closeHint')}</p>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={3} />
      </Waiting>
      {read.data && (
        <>
          <Section title={t(blocked ? 'own.obstacles' : 'own.none')} />
          {blocked && (
            <Card padded className="col-y g3">
              {read.data.obstacles.map((one) => (
                <p key={one} className="row-x top g2">
                  <span className="c-wait">
                    <Icon name="alert" size={20} />
                  </span>
                  {t(`own.obstacle.${one}`)}
                </p>
              ))}
            </Card>
          )}
          <Section title={t('own.kept')} />
          <Card padded className="col-y g3">
            {read.data.kept.map(({ what, why, until }) => (
              <div key={what}>
                <div>{what}</div>
                <div className="t6 c3">{t('own.keptUntil', { why, time: day(until) })}</div>
              </div>
            ))}
          </Card>
          {!blocked && (
            <form
              className={styles['form']}
              onSubmit={(event) => {
                event.preventDefault()
                close.run({ body: { password, reason } }, { operation: 'close_account' })
              }}
            >
              <Field
                label={t('own.reason')}
                name="reason"
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
              <PasswordField isNew={false} value={password} onChange={setPassword} />
              <FormError error={close.error} />
              <Button kind="danger" wide type="submit" busy={close.busy} disabled={password === ''}>
                {t('own.closeAction')}
              </Button>
            </form>
          )}
        </>
      )}
      {close.sheet}
    </Page>
  )
}
