import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { languageNames, languages } from '#shared/i18n/language.ts'
import { setLanguage } from '#shared/i18n/start-i18n.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Logo, MarkLine } from '#shared/icons/marks.tsx'
import { chooseTheme } from '#shared/look/theme.ts'
import { useTheme } from '#shared/look/use-theme.ts'
import styles from './session.module.css'

/** The page before the desk: a form on paper, the house beside it on a wide screen. */
export const EntryFrame = ({ title, hint, children }: { title: string; hint: string; children: ReactNode }) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  const theme = useTheme()
  const other = languages.find((value) => value !== language) ?? language
  return (
    <main className={styles['entry']}>
      <section className={styles['side']} aria-hidden="true">
        <span className={styles['watermark']}>
          <MarkLine width={420} stroke={0.6} />
        </span>
        <div className={styles['scene']}>
          <span className={styles['sceneThem']}>{t('entry.scene.asked')}</span>
          <span className={styles['sceneCard']}>
            <Icon name="shield-ok" size={28} />
            <span>
              <b>{t('entry.scene.verdict')}</b>
              <span>{t('entry.scene.detail')}</span>
            </span>
          </span>
          <span className={styles['sceneUs']}>{t('entry.scene.answered')}</span>
        </div>
        <p className={styles['motto']}>{t('entry.motto')}</p>
        <p className={styles['mottoSmall']}>{t('entry.mottoSmall')}</p>
      </section>
      <section className={styles['form']}>
        <div className={styles['brand']}>
          <Logo size={32} />
          <span className="t3">{t('name')}</span>
        </div>
        <h1 className="t1">{title}</h1>
        <p className={styles['hint']}>{hint}</p>
        {children}
        <div className={styles['choices']}>
          <button type="button" lang={other} onClick={() => void setLanguage(other)}>
            <Icon name="globe" size={16} />
            {languageNames[other]}
          </button>
          <button type="button" onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}>
            <Icon name={theme === 'dark' ? 'sun' : 'moon'} size={16} />
            {t(theme === 'dark' ? 'entry.toLight' : 'entry.toDark')}
          </button>
        </div>
      </section>
    </main>
  )
}
