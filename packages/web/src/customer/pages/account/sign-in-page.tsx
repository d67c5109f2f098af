import { useTranslation } from 'react-i18next'
import { GuestBar } from '../../layout/guest-bar.tsx'
import { Page } from '../../layout/page.tsx'
import { targetOf, useAddressSearch, useGo } from '../../navigation.tsx'
import { SignInForm } from './sign-in-form.tsx'
import styles from './account.module.css'

export const SignInPage = () => {
  const { t } = useTranslation('customer')
  const { back } = useAddressSearch<{ back: string }>()
  const go = useGo()
  return (
    <Page title={t('signIn.title')} head={<GuestBar />}>
      <div className={styles['lead']}>
        <h1 className="t1">{t('signIn.hello')}</h1>
        <p className="c2">{back ? t('signIn.first') : t('tagline')}</p>
      </div>
      <SignInForm onDone={() => go(targetOf(back), { replace: true })} />
    </Page>
  )
}
