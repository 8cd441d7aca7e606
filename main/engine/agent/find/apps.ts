// Which app a database belongs to, by where it lies. Only for people to recognise it.

interface KnownApp {
  readonly app: string;
  /** Tried against the whole path, with forward slashes. */
  readonly path: RegExp;
}

const APPS: readonly KnownApp[] = [
  { app: 'Firefox', path: /\/(?:\.mozilla\/firefox|Firefox\/Profiles|snap\/firefox|org\.mozilla\.firefox)\//i },
  { app: 'Thunderbird', path: /\/(?:\.?thunderbird|Thunderbird\/Profiles|snap\/thunderbird|org\.mozilla\.thunderbird)\//i },
  { app: 'Chromium', path: /\/(?:\.config|snap|Application Support|Local)\/chromium\//i },
  { app: 'Google Chrome', path: /\/(?:google-chrome[^/]*|Google\/Chrome[^/]*)\//i },
  { app: 'Microsoft Edge', path: /\/(?:microsoft-edge[^/]*|Microsoft\/Edge|Microsoft Edge)\//i },
  { app: 'Brave', path: /\/BraveSoftware\//i },
  { app: 'Vivaldi', path: /\/vivaldi\//i },
  { app: 'Opera', path: /\/(?:com\.operasoftware\.Opera|Opera Software|opera)\//i },
  { app: 'Safari', path: /\/Library\/Safari\//i },
  { app: 'Signal', path: /\/Signal\/sql\//i },
  { app: 'WhatsApp', path: /\/(?:group\.net\.whatsapp\.[^/]*|WhatsApp)\//i },
  { app: 'Messages', path: /\/Library\/Messages\//i },
  { app: 'Notes', path: /\/group\.com\.apple\.notes\//i },
  { app: 'Photos', path: /\.photoslibrary\//i },
  { app: 'Contacts', path: /\/Library\/Application Support\/AddressBook\//i },
  { app: 'Calendar', path: /\/(?:Library\/Calendars|group\.com\.apple\.calendar)\//i },
  { app: 'Mail', path: /\/Library\/Mail\//i },
  { app: 'Lightroom Classic', path: /\.lrcat$/i },
  { app: 'Capture One', path: /\.cocatalogdb$/i },
  { app: 'digiKam', path: /\/digikam4\.db$/i },
  { app: 'darktable', path: /\/darktable\/[^/]+\.db$/i },
  { app: 'Shotwell', path: /\/shotwell\//i },
  { app: 'Zotero', path: /\/zotero\.sqlite$/i },
  { app: 'Calibre', path: /\/(?:calibre\/.*|metadata)\.db$/i },
  { app: 'Anki', path: /\/(?:collection\.anki2\d?|Anki2\/.*\.db)$/i },
  { app: 'Joplin', path: /\/joplin(?:-desktop)?\/.*\.sqlite$/i },
  { app: 'GnuCash', path: /\.gnucash$/i },
  { app: 'VS Code', path: /\/(?:Code|Code - Insiders|VSCodium|Cursor)\/User\/.*\.vscdb$/i },
  { app: 'Home Assistant', path: /\/home-assistant_v2\.db$/i },
  { app: 'Plex', path: /\/Plex Media Server\//i },
  { app: 'Jellyfin', path: /\/jellyfin\//i },
  { app: 'Kodi', path: /\/\.?kodi\/userdata\//i },
  { app: 'Nextcloud', path: /\/nextcloud\//i },
  { app: 'Vaultwarden', path: /\/vaultwarden\//i },
  { app: 'Liferea', path: /\/liferea\//i },
  { app: 'Rhythmbox', path: /\/rhythmbox\//i },
  { app: 'Quod Libet', path: /\/quodlibet\//i },
  { app: 'Evolution', path: /\/evolution\//i },
  { app: 'QGIS', path: /\.gpkg$/i },
];

/** Undefined for one that no known app keeps there. */
export function appOf(path: string): string | undefined {
  const slashed = path.replaceAll('\\', '/');
  return APPS.find((known) => known.path.test(slashed))?.app;
}
