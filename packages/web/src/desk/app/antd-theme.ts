import { theme as antdTheme } from 'antd'
import type { ThemeConfig } from 'antd'
import type { Theme } from '#shared/look/theme.ts'

/** The value of a token as it stands now: the colours are written down in tokens.css and nowhere else. */
const readToken = (style: CSSStyleDeclaration) => (name: string) => style.getPropertyValue(`--${name}`).trim()

/** The component library in the house look. Read anew whenever the theme changes. */
export const antdThemeOf = (theme: Theme): ThemeConfig => {
  const token = readToken(getComputedStyle(document.documentElement))
  return {
    algorithm: theme === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: token('primary'),
      colorLink: token('accent'),
      colorSuccess: token('accent'),
      colorWarning: token('wait-solid'),
      colorWarningText: token('wait'),
      colorError: token('danger-fill'),
      colorErrorText: token('danger'),
      colorInfo: token('info'),
      colorBgLayout: token('paper'),
      colorBgContainer: token('surface'),
      colorBgElevated: token('surface'),
      colorBgSpotlight: token('ink'),
      colorTextLightSolid: token('paper'),
      colorFillTertiary: token('fill'),
      colorText: token('ink'),
      colorTextSecondary: token('ink-2'),
      colorTextTertiary: token('ink-3'),
      colorBorder: token('line-control'),
      colorBorderSecondary: token('line'),
      controlItemBgHover: token('surface-hover'),
      controlItemBgActive: token('accent-tint'),
      borderRadius: 10,
      borderRadiusLG: 14,
      borderRadiusSM: 6,
      controlHeight: 36,
      fontSize: 14,
      fontFamily: 'inherit',
      boxShadow: 'none',
      boxShadowSecondary: token('lift'),
      motionDurationFast: '.12s',
      motionDurationMid: '.2s',
      motionDurationSlow: '.32s',
      ...(matchMedia('(prefers-reduced-motion: reduce)').matches && { motion: false }),
    },
    components: {
      Button: { primaryColor: token('on-primary'), defaultBorderColor: token('line-strong') },
      Segmented: { trackBg: token('fill'), itemSelectedBg: token('surface'), itemColor: token('ink-2') },
    },
  }
}
