// Moves the node_modules of the working directory to the folder given first, without the package
// folders given after it. MSBuild can neither move a folder nor replace one in a single step.
const fs = require('fs');
const path = require('path');

const [target, ...unused] = process.argv.slice(2);
for (const folder of unused) {
  fs.rmSync(path.join('node_modules', folder), { recursive: true, force: true });
}

const stamp = path.join('node_modules', '.installed.json');
fs.copyFileSync('package-lock.json', stamp);
const now = new Date();
fs.utimesSync(stamp, now, now);

const destination = path.join(target, 'node_modules');
fs.rmSync(destination, { recursive: true, force: true });
fs.renameSync('node_modules', destination);
