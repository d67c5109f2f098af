import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { Link, useGo } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { HelpButton } from '../../parts/help-button.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { useMe } from '../../parts/use-me.ts'
import { recentCases } from '../../parts/use-my-cases.ts'
import { paths } from '../../paths.ts'
import { urgentCase } from './urgent-case.ts'
import styles from './security.module.css'

/** The account is frozen: that money is safe, what stops and what works, the case, and how to unfreeze. */
export const FrozenPage = () => {
  const { t } = useTranslation('security')
  const { moment } = useFormat()
  const me = useMe()
  const go = useGo()
  const queryClient = useQueryClient()
  const [password, setPassword] = useState('')
  const { data: cases } = useQuery(recentCases)
  const unfreeze = useGuarded('unfreezeAccount', {
    onSuccess: (changed) => {
      queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
      void queryClient.invalidateQueries()
      showToast(t('freeze.thawed'))
      go(paths.security(), { replace: true })
    },
  })
  const known = urgentCase() ?? cases?.items.find((one) => one.topic === 'security' && one.status !== 'closed')?.id
  if (me.frozen_at === null) {
    return (
      <Page title={t('freeze.action')} back={paths.security()}>
        <p className="c2">{t('freeze.thawed')}</p>
      </Page>
    )
  }
  return (
    <Page title={t('freeze.action')} heading={false} back={paths.security()}>
      <div className={styles['center']} data-testid="frozen" style={{ paddingTop: 16 }}>
        <Tile icon="snow" tone="danger" size="large" />
        <h1 className="t2">{t('freeze.frozen')}</h1>
        <p className="c2">{t('freeze.safe', { time: moment(me.frozen_at) })}</p>
      </div>
      <Card padded className="col-y g3">
        {(['stops', 'works', 'revoked'] as const).map((one) => (
          <p key={one} className="row-x top g2 t5">
            <span className={one === 'stops' ? 'c-danger' : 'c-ok'}>
              <Icon name={one === 'stops' ? 'x-circle' : 'ok-circle'} size={20} />
            </span>
            {t(`freeze.${one}`)}
          </p>
        ))}
        {known ? (
          <Link {...paths.chat(known)} className={buttonClass({ kind: 'accent', wide: true })}>
            {t('freeze.case')}
          </Link>
        ) : (
          <HelpButton about={{ topic: 'security' }} wide />
        )}
      </Card>
      <Card padded>
        <h2 className="t4 strong">{t('freeze.unfreeze')}</h2>
        <p className="t6 c2" style={{ margin: '4px 0 14px' }}>
          {t('freeze.how')}
        </p>
        <form
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault()
            unfreeze.run({ body: { password } }, { operation: 'unfreeze' })
          }}
        >
          <PasswordField isNew={false} value={password} onChange={setPassword} />
          <FormError error={unfreeze.error} />
          <Button kind="primary" wide type="submit" busy={unfreeze.busy} disabled={password === ''}>
            {t('freeze.unfreeze')}
          </Button>
        </form>
      </Card>
      {unfreeze.sheet}
    </Page>
  )
}
