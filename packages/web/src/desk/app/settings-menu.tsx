import { Popover, Segmented, Switch } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isLanguage, languageNames, languages } from '#shared/i18n/language.ts'
import { setLanguage } from '#shared/i18n/start-i18n.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { chooseTheme } from '#shared/look/theme.ts'
import type { ThemeChoice } from '#shared/look/theme.ts'
import { useThemeChoice } from '#shared/look/use-theme.ts'
import { setCharacterKeys, useCharacterKeys } from '../keys/character-keys.ts'
import { KeyCap } from '../keys/key-cap.tsx'
import styles from './shell.module.css'

const themes = ['light', 'dark', 'system'] as const satisfies readonly ThemeChoice[]

/** Language, appearance, shortcuts. Everything is remembered in this browser. */
export const SettingsMenu = ({ onHelp }: { onHelp: () => void }) => {
  const { t } = useTranslation('desk')
  const { t: tCommon } = useTranslation()
  const [open, setOpen] = useState(false)
  const language = useLanguage()
  const theme = useThemeChoice()
  const keys = useCharacterKeys()
  const keysId = useId()
  const content = (
    <section className={styles['settings']} aria-label={t('settings.label')}>
      <div>
        <div className="t7 c3">{tCommon('language')}</div>
        <Segmented
          block
          aria-label={tCommon('language')}
          value={language}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(value) => {
            if (isLanguage(value)) void setLanguage(value)
          }}
        />
      </div>
      <div>
        <div className="t7 c3">{tCommon('theme.label')}</div>
        <Segmented
          block
          aria-label={tCommon('theme.label')}
          value={theme}
          options={themes.map((value) => ({ value, label: tCommon(`theme.${value}`) }))}
          onChange={chooseTheme}
        />
      </div>
      <div className="row-x between g3">
        <label htmlFor={keysId} className="t6">
          {t('settings.keys')}
          <div className="t7 c3">{t('settings.keysHint')}</div>
        </label>
        <Switch id={keysId} checked={keys} onChange={setCharacterKeys} size="small" />
      </div>
      <button
        type="button"
        className={styles['settingsLink']}
        onClick={() => {
          setOpen(false)
          onHelp()
        }}
      >
        <span className="grow">{t('help.title')}</span>
        <KeyCap keys="?" />
      </button>
    </section>
  )
  return (
    <Popover trigger="click" placement="rightBottom" arrow={false} open={open} onOpenChange={setOpen} content={content}>
      <button type="button" className={styles['railItem']} aria-label={t('settings.label')} aria-expanded={open}>
        <Icon name="gear" size={20} />
        <span>{t('settings.label')}</span>
      </button>
    </Popover>
  )
}
