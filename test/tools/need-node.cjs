// Preloaded by the npm scripts (`node -r`). Plain old JavaScript: it is for Nodes that cannot read the rest.
'use strict';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(
    `Tidemark needs Node 22.22 or newer; this is Node ${process.versions.node} (${process.execPath}).`,
  );
  console.error(
    'On Linux x64, npm ci brings Node 24 along (not with --omit=optional) and npm scripts then use it.',
  );
  console.error('Elsewhere, install Node 24 from https://nodejs.org.');
  process.exit(1);
}
