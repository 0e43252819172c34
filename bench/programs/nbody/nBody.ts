import { PortableProgram } from '../portable/portableProgram';

const solarMass = 4 * 3.141592653589793 * 3.141592653589793;
const daysPerYear = 365.24;

/** The twin of NBody.class.st. */
export class NBody extends PortableProgram<number> {
  protected once(): number {
    const system = new SolarSystem();
    for (let i = 0; i < 1000; i++) system.advance(0.01);
    return system.energy();
  }

  protected isRight(answer: number): boolean {
    return answer === -0.169087605234606;
  }
}

/** The twin of SolarSystem.class.st. */
class SolarSystem {
  private readonly bodies = [
    CelestialBody.sun(),
    CelestialBody.jupiter(),
    CelestialBody.saturn(),
    CelestialBody.uranus(),
    CelestialBody.neptune(),
  ];

  constructor() {
    let px = 0;
    let py = 0;
    let pz = 0;
    this.bodies.forEach((each) => {
      px += each.vx * each.mass;
      py += each.vy * each.mass;
      pz += each.vz * each.mass;
    });
    this.bodies[0].offsetMomentum(px, py, pz);
  }

  advance(dt: number): void {
    const { bodies } = this;
    for (let i = 0; i < bodies.length; i++) {
      const body = bodies[i];
      for (let j = i + 1; j < bodies.length; j++) {
        const other = bodies[j];
        const dx = body.x - other.x;
        const dy = body.y - other.y;
        const dz = body.z - other.z;
        const squared = dx * dx + dy * dy + dz * dz;
        const magnitude = dt / (squared * Math.sqrt(squared));
        body.vx -= dx * other.mass * magnitude;
        body.vy -= dy * other.mass * magnitude;
        body.vz -= dz * other.mass * magnitude;
        other.vx += dx * body.mass * magnitude;
        other.vy += dy * body.mass * magnitude;
        other.vz += dz * body.mass * magnitude;
      }
    }
    bodies.forEach((body) => {
      body.x += dt * body.vx;
      body.y += dt * body.vy;
      body.z += dt * body.vz;
    });
  }

  energy(): number {
    const { bodies } = this;
    let energy = 0;
    for (let i = 0; i < bodies.length; i++) {
      const body = bodies[i];
      energy += 0.5 * body.mass * (body.vx * body.vx + body.vy * body.vy + body.vz * body.vz);
      for (let j = i + 1; j < bodies.length; j++) {
        const other = bodies[j];
        const dx = body.x - other.x;
        const dy = body.y - other.y;
        const dz = body.z - other.z;
        energy -= (body.mass * other.mass) / Math.sqrt(dx * dx + dy * dy + dz * dz);
      }
    }
    return energy;
  }
}

/** The twin of CelestialBody.class.st. */
class CelestialBody {
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
  readonly mass: number;

  constructor(x: number, y: number, z: number, vx: number, vy: number, vz: number, mass: number) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.vx = vx * daysPerYear;
    this.vy = vy * daysPerYear;
    this.vz = vz * daysPerYear;
    this.mass = mass * solarMass;
  }

  static sun(): CelestialBody {
    return new CelestialBody(0, 0, 0, 0, 0, 0, 1);
  }

  static jupiter(): CelestialBody {
    return new CelestialBody(
      4.8414314424647209,
      -1.16032004402742839,
      -0.103622044471123109,
      0.00166007664274403694,
      0.00769901118419740425,
      -0.0000690460016972063023,
      0.000954791938424326609,
    );
  }

  static saturn(): CelestialBody {
    return new CelestialBody(
      8.34336671824457987,
      4.12479856412430479,
      -0.403523417114321381,
      -0.00276742510726862411,
      0.00499852801234917238,
      0.0000230417297573763929,
      0.000285885980666130812,
    );
  }

  static uranus(): CelestialBody {
    return new CelestialBody(
      12.894369562139131,
      -15.1111514016986312,
      -0.223307578892655734,
      0.00296460137564761618,
      0.0023784717395948095,
      -0.0000296589568540237556,
      0.0000436624404335156298,
    );
  }

  static neptune(): CelestialBody {
    return new CelestialBody(
      15.3796971148509165,
      -25.9193146099879641,
      0.179258772950371181,
      0.00268067772490389322,
      0.00162824170038242295,
      -0.000095159225451971587,
      0.0000515138902046611451,
    );
  }

  offsetMomentum(px: number, py: number, pz: number): void {
    this.vx = 0 - px / solarMass;
    this.vy = 0 - py / solarMass;
    this.vz = 0 - pz / solarMass;
  }
}
