import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import account from '../account/account.module.css'
import { SignInFlow } from '../sign-in/sign-in-flow.tsx'

/** Signing in at the address of the checkout: who comes from a shop stays where they are. */
export const SignInHere = () => {
  const { t } = useTranslation('money')
  const router = useRouter()
  return (
    <Page title={t('checkout.signIn')} head={<GuestBar />}>
      <SignInFlow
        lead={
          <div className={account['lead']} data-testid="sign-in-here">
            <h1 className="t1">{t('checkout.signIn')}</h1>
            <p className="c2">{t('checkout.signInHint')}</p>
          </div>
        }
        onDone={() => void router.invalidate()}
      />
      <p className="row-x g2 t6 c3" style={{ justifyContent: 'center' }}>
        <Icon name="shield" size={16} />
        {t('checkout.safe')}
      </p>
    </Page>
  )
}
