import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorCode } from '#shared/api/explain-error.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Button } from '#shared/ui/button.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Tile } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { idleStore } from '../../live/idle-store.ts'
import { Link } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PinPad } from '../../parts/pin-pad.tsx'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import account from '../account/account.module.css'
import styles from './idle-lock.module.css'

/** In the place of a page with money, after the app lay idle: the payment password opens it, on the same page. */
export const IdleLock = () => {
  const { t } = useTranslation('account')
  const me = useMe()
  const queryClient = useQueryClient()
  const [tries, setTries] = useState(0)
  const unlock = useApiMutation('unlockSession', {
    onSuccess: () => {
      idleStore.unlock()
      void queryClient.invalidateQueries()
    },
    onError: (error) => {
      setTries((count) => count + 1)
      if (errorCode(error) === 'PAYMENT_PASSWORD_LOCKED') void queryClient.invalidateQueries({ queryKey: ['getMe'] })
    },
  })
  // Signing in anew opens it too; a new page, so that nothing that was read stays in memory.
  const signOut = useApiMutation('signOut', { onSuccess: () => location.replace('/sign-in') })
  const locked = me.payment_password === 'locked' || errorCode(unlock.error) === 'PAYMENT_PASSWORD_LOCKED'
  const wrong = errorCode(unlock.error) === 'PAYMENT_PASSWORD_WRONG'
  const title = t('idle.title')
  return (
    <Page title={title} head={<div className={styles['head']} />}>
      <div className={account['pin']} data-testid="idle-lock">
        <Tile icon="lock" tone="ok" size="large" />
        <h1 className="t2">{title}</h1>
        <p id="idle-note" className="t6 c2" style={{ marginBottom: 12 }} aria-live="polite">
          {wrong ? <span className="c-danger">{t('idle.wrong')}</span> : t(locked ? 'idle.locked' : 'idle.why')}
        </p>
        {!locked && (
          <PinPad
            key={tries}
            label={t('idle.field')}
            describedBy="idle-note"
            disabled={unlock.isPending}
            wrong={wrong}
            onDone={(payment_password) => unlock.mutate({ body: { payment_password } })}
          />
        )}
        <div style={{ textAlign: 'left' }}>
          <FormError error={(wrong ? null : unlock.error) ?? signOut.error} />
        </div>
        <div className={styles['ways']}>
          <Button kind={locked ? 'primary' : 'plain'} busy={signOut.isPending} onClick={() => signOut.mutate({})}>
            {t('idle.signOut')}
          </Button>
          <Link {...paths.support()} className={buttonClass({ kind: 'plain' })}>
            {t('idle.help')}
          </Link>
        </div>
      </div>
    </Page>
  )
}
