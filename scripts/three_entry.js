/* What the knee viewer uses of three.js; scripts/vendor.py joins it into one file. */
export {
  BufferAttribute, BufferGeometry, Color, DirectionalLight, DoubleSide, FrontSide, HemisphereLight, Matrix4, Mesh,
  MeshLambertMaterial, MeshPhysicalMaterial, NeutralToneMapping, PCFSoftShadowMap, PMREMGenerator, PerspectiveCamera, Raycaster, SRGBColorSpace, Scene,
  Vector2, Vector3, WebGLRenderer,
} from "three";
export { OrbitControls } from "three/addons/controls/OrbitControls.js";
export { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";
