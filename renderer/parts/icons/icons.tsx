// The app's few icons: 16 px, one stroke, in the text's colour. They never carry meaning alone, so screen readers skip them.
import type { ReactNode } from 'react';

export interface IconProps {
  /** Px; 16 when absent. */
  readonly size?: number;
}

function icon(drawing: ReactNode) {
  return function Icon({ size = 16 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {drawing}
      </svg>
    );
  };
}

export const DatabaseIcon = icon(
  <>
    <ellipse cx="8" cy="4" rx="5" ry="2" />
    <path d="M3 4v8c0 1.1 2.24 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.24 2 5 2s5-.9 5-2" />
  </>,
);
export const DestinationIcon = icon(
  <>
    <path d="M4.2 3h7.6L14 9v3.5a.9.9 0 0 1-.9.9H2.9a.9.9 0 0 1-.9-.9V9z" />
    <path d="M2 9h12M11.5 11.2h.01" />
  </>,
);
export const ReplicaIcon = icon(
  <>
    <rect x="1.8" y="2.4" width="7" height="5" rx="1.2" />
    <rect x="7.2" y="8.6" width="7" height="5" rx="1.2" />
    <path d="M11 3.6h.8c.9 0 1.6.7 1.6 1.6v1M5 12.4h-.8c-.9 0-1.6-.7-1.6-1.6v-1" />
  </>,
);
export const ComputerIcon = icon(
  <>
    <rect x="2.2" y="3" width="11.6" height="8" rx="1.2" />
    <path d="M6 13.4h4M8 11v2.4" />
  </>,
);
export const ActivityIcon = icon(<path d="M1.5 8.5h3l2-5 3 9 2-4h3" />);
export const SettingsIcon = icon(
  <>
    <path d="M2 4.5h6.5M12 4.5h2M2 11.5h2M7.5 11.5H14" />
    <circle cx="10.2" cy="4.5" r="1.7" />
    <circle cx="5.8" cy="11.5" r="1.7" />
  </>,
);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const MinusIcon = icon(<path d="M3 8h10" />);
export const MoreIcon = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="3.2" cy="8" r="1.3" />
    <circle cx="8" cy="8" r="1.3" />
    <circle cx="12.8" cy="8" r="1.3" />
  </g>,
);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.2" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
);
export const FolderIcon = icon(
  <path d="M1.8 12.2V4.3c0-.5.4-.8.8-.8h3.3l1.5 1.7h6c.5 0 .8.4.8.8v6.2c0 .5-.3.8-.8.8H2.6c-.4 0-.8-.3-.8-.8z" />,
);
export const FileIcon = icon(<path d="M9.3 1.8H4.4c-.5 0-.9.4-.9.9v10.6c0 .5.4.9.9.9h7.2c.5 0 .9-.4.9-.9V5zM9.2 2v3.2h3.1" />);
export const DiskIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="M2 9.5h12M11.4 11.3h.01" />
  </>,
);
export const CheckIcon = icon(<path d="m3.2 8.4 3.2 3.2 6.4-7" />);
export const ChevronLeftIcon = icon(<path d="M10 3.5 5.5 8l4.5 4.5" />);
export const ChevronRightIcon = icon(<path d="m6 3.5 4.5 4.5L6 12.5" />);
export const ArrowUpIcon = icon(<path d="M8 13V3.5M4 7.2 8 3.2l4 4" />);
export const BackIcon = icon(<path d="M13 8H3.5M7.2 4l-4 4 4 4" />);
export const RestoreIcon = icon(<path d="M2.5 3v3.5H6M2.9 6.3A5.6 5.6 0 1 1 2.6 9.4M8 5.2V8l2 1.6" />);
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.3" />
    <path d="M10.5 5.2V3.4c0-.5-.4-.9-.9-.9H3.4c-.5 0-.9.4-.9.9v6.2c0 .5.4.9.9.9h1.8" />
  </>,
);
export const FlagIcon = icon(<path d="M4 14V2.5h7.8L10 5.3l1.8 2.9H4" />);
export const BucketIcon = icon(<path d="M2.3 4.2h11.4l-1.4 8.6a.9.9 0 0 1-.9.7H4.6a.9.9 0 0 1-.9-.7zM3 8.2h10M4.5 4c.3-1.2 1.7-2 3.5-2s3.2.8 3.5 2" />);
export const ServerIcon = icon(
  <>
    <rect x="2.5" y="2.5" width="11" height="4.8" rx="1.2" />
    <rect x="2.5" y="8.7" width="11" height="4.8" rx="1.2" />
    <path d="M5 4.9h.01M5 11.1h.01" />
  </>,
);
export const GlobeIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.8" />
    <path d="M2.2 8h11.6M8 2.2c3.8 3.8 3.8 7.8 0 11.6M8 2.2c-3.8 3.8-3.8 7.8 0 11.6" />
  </>,
);
export const PenIcon = icon(<path d="m2.8 13.2.7-3.1 7.3-7.3 2.4 2.4-7.3 7.3zM9.4 4.2l2.4 2.4" />);
