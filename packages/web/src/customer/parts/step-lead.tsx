import { useTranslation } from 'react-i18next'
import styles from './step-lead.module.css'

/** The head of one step of several: where one is, what is asked for, and why. */
export const StepLead = ({ at, of, title, hint }: { at?: number; of?: number; title: string; hint?: string }) => {
  const { t } = useTranslation('account')
  return (
    <div className={styles['lead']}>
      {at !== undefined && of !== undefined && <p className="t6 c3">{t('step', { at, of })}</p>}
      <h1 className="t1">{title}</h1>
      {hint && <p className="c2">{hint}</p>}
    </div>
  )
}
