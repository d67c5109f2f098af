import { useTranslation } from 'react-i18next'
import { Page } from '../../layout/page.tsx'
import { useGo } from '../../navigation.tsx'
import { paths } from '../../paths.ts'
import { PayeePicker } from './payee-picker.tsx'

/** Whom to send money to. */
export const TransferPage = () => {
  const { t } = useTranslation('money')
  const go = useGo()
  return (
    <Page title={t('transfer.title')}>
      <PayeePicker onPick={(payee, amount) => go(paths.sendTo(payee.id, amount ? { amount } : {}))} />
    </Page>
  )
}
