import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { targetOf, useAddressSearch, useGo } from '../../navigation.tsx'
import account from '../account/account.module.css'
import { SignInFlow } from './sign-in-flow.tsx'
import styles from './sign-in.module.css'

export const SignInPage = () => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('account')
  const { back } = useAddressSearch<{ back: string }>()
  const go = useGo()
  return (
    <Page title={t('signIn.title')} head={<GuestBar />}>
      <SignInFlow
        lead={
          <div className={account['lead']}>
            <h1 className="t1">{t('signIn.hello')}</h1>
            <p className="c2">{back ? t('signIn.first') : t('tagline')}</p>
          </div>
        }
        onDone={() => go(targetOf(back), { replace: true })}
      />
      <p className={`t6 c3 ${account['swap']} ${styles['safe']}`}>
        <Icon name="shield" size={16} />
        {words('signIn.safe')}
      </p>
    </Page>
  )
}
