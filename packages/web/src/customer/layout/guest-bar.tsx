import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { Logo } from '#shared/icons/marks.tsx'
import { languageNames } from '#shared/i18n/language.ts'
import { setLanguage } from '#shared/i18n/start-i18n.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { TopBar } from './page.tsx'
import styles from '../pages/account/account.module.css'

/** The head of the pages before signing in: the mark, and the other language one tap away. */
export const GuestBar = () => {
  const { t } = useTranslation()
  const language = useLanguage()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <TopBar
      end={
        <button type="button" className={styles['switch']} lang={other} onClick={() => void setLanguage(other)}>
          <Icon name="globe" size={18} />
          {languageNames[other]}
        </button>
      }
    >
      <span className="row-x g2">
        <Logo size={28} />
        <b style={{ fontSize: 19, letterSpacing: '-.02em' }}>{t('brand')}</b>
      </span>
    </TopBar>
  )
}
